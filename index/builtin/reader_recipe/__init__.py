"""The recipe of the reading model: a Chinese and English vocabulary under the body of
all-MiniLM-L6-v2.
"""
