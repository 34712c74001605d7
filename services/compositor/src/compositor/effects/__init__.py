"""What a cut-out may wear, one effect per file: shadow, glow, outline, rim light, light wrap."""
