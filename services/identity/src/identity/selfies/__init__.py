"""What a selfie is worth: what is measured on it, what is wrong with it, and which one is chosen."""
