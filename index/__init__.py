"""Reading, structure, chunking, embedding and storage of documents. Imports nothing above it."""
