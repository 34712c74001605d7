"""What a cut-out may wear, one effect per file: shadow, outline, rim light, light wrap."""
