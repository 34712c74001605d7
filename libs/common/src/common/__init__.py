"""What two or more rooms of the house share, and nothing else."""
