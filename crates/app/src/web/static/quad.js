// quad
