"""Small convolutional networks in numpy: weights as TensorFlow.js packages carry them, layers as matrix products.

For networks of a few megabytes, where an inference engine and its own file formats would weigh more than they do.
"""
