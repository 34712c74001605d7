"""Pixels become files: fast PNG, JPEG, previews, and what a byte budget makes necessary."""
