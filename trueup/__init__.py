"""The front door: command line, settings, logs, and the wiring that knows every other package.

In a checkout the other packages (`engine`, `reconciler`, `store`, `simulator`) are folders beside this one. An
installed Trueup carries them in `_packages`, so that it adds one name to site-packages; that folder goes first on the
path, for other distributions use such plain names too.
"""

import sys
from pathlib import Path

_PACKAGES = Path(__file__).parent / "_packages"

if _PACKAGES.is_dir() and str(_PACKAGES) not in sys.path:
    sys.path.insert(0, str(_PACKAGES))
