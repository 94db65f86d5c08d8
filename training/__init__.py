"""What makes the weights that the package carries; needs the packages of ``requirements.txt``, never at run time."""
