"""What zipfile raises of a package or an entry that can't be read; it says so in no one place of its own."""

from __future__ import annotations

import lzma
import zipfile
import zlib

ZIP_FAULTS = (
    zipfile.BadZipFile,  # damaged
    NotImplementedError,  # packed in a way, or in a version, that it does not know
    RuntimeError,  # locked with a password
    lzma.LZMAError,  # damaged, of an entry packed with LZMA
)
"""Of zips alone."""
DECODING_FAULTS = (OSError, EOFError, zlib.error)
"""Of damaged entries packed with bzip2 or deflate, as everything raises that unpacks those."""
