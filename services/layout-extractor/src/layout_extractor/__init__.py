"""An existing thumbnail becomes a layout: words, fonts, colors, where the subject stands, what lies behind."""
