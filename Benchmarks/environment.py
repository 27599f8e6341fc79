"""Virtual environments for the peers, outside the tree."""
import os
import pathlib
import subprocess
import sys
import venv


def python_with(requirements, name):
    """The folder and the interpreter of $PEERS, or of ~/.cache/swift-feedforward/NAME; filled at the first time."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(os.environ.get("PEERS") or pathlib.Path(cache) / "swift-feedforward" / name)
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"Installing the peers into {folder}; this takes some minutes.", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", requirements], check=True)
    return folder, python
