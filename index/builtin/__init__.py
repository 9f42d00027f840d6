"""The model that ships with wenju, and the recipe that trained it."""
