"""Layers become pixels: subject, text, safe areas, platform sizes."""
