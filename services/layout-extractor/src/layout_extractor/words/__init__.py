"""From a piece of text in a picture to how it was set: letters, font, fill, stroke, shadow, plate, tilt."""
