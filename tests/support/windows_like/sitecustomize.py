"""Python as it is on Windows, as far as Linux can play it. Python imports this module when it starts, see `windows.py`.

It is started with this folder on `PYTHONPATH`, which the processes that it spawns inherit. What differs for all code is
`files.py`; what only the program itself sees, because the libraries have code for both systems, is `modules.py`.
"""

import files
import modules

files.install()
modules.install()
