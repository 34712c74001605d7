"""Where faces are, and where their eyes, noses and mouths: engines behind the ports of `faces`."""
