"""Every live Gemini image model behind the generation port, with every feature Google offers."""
