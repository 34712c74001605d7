"""Words to pixels: itemised, shaped, fitted to a box, drawn with stroke, shadow, glow and plates."""
