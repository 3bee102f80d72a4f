"""Fast kernels in NumPy and SciPy alone."""
