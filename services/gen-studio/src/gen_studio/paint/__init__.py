"""Paint: small shaders that compose. A `Field` answers for one patch of the picture at a time; a `Picture` stacks them.

Lengths are in units of the canvas's shorter side, with the origin at the top left, so a scene is the same picture at
any number of pixels. Fields are float32, (rows, columns) for masks and (3, rows, columns) for colors from 0 to 1.
"""
