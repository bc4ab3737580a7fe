"""The desk: the whole show in the browser of this computer; every edit is a change in the show's plain files."""
