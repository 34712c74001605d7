"""The ground: what two or more rooms share, and nothing else."""
