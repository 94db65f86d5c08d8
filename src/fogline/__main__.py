"""``python -m fogline`` is the command ``fogline``."""

from fogline.cli import main

if __name__ == "__main__":
    main()
