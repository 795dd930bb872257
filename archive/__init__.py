"""Keeps pages and articles in one SQLite file: the store, the frontier, search, browsing and export."""

__version__ = "0.1.0"

from archive.derivations import LastRead
from archive.drift import Alarm, alarms
from archive.due import Due
from archive.errors import ArchiveError, ArchiveLocked, ArchiveMisused, ArchiveUnusable, FileRefused, PageDamaged
from archive.exit_status import ExitStatus
from archive.files import FileReference, FileStore
from archive.frontier import Address
from archive.merging import Merged, merge
from archive.municipalities import Municipality, municipality_named, municipality_of, nearest_municipalities, registry
from archive.rederivation import Rederived
from archive.schema import FILE_KINDS, FileKind
from archive.stopping import forget_stop, stop_asked
from archive.store import Archive
from archive.surt import surt
from archive.wording import counted, meant, run_in_words, sized, slugify
from archive.zip_faults import DECODING_FAULTS, ZIP_FAULTS

__all__ = [
    "DECODING_FAULTS",
    "FILE_KINDS",
    "ZIP_FAULTS",
    "Address",
    "Alarm",
    "Archive",
    "ArchiveError",
    "ArchiveLocked",
    "ArchiveMisused",
    "ArchiveUnusable",
    "Due",
    "ExitStatus",
    "FileKind",
    "FileReference",
    "FileRefused",
    "FileStore",
    "LastRead",
    "Merged",
    "Municipality",
    "PageDamaged",
    "Rederived",
    "__version__",
    "alarms",
    "counted",
    "forget_stop",
    "meant",
    "merge",
    "municipality_named",
    "municipality_of",
    "nearest_municipalities",
    "registry",
    "run_in_words",
    "sized",
    "slugify",
    "stop_asked",
    "surt",
]
