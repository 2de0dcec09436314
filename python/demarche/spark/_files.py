"""Files of a local disk or of whatever else Arrow reaches by URI (``hdfs://``, ``s3://``, ``gs://``)."""

from __future__ import annotations

import os
import re
import uuid
from pathlib import Path

import pyarrow as pa
from pyarrow import fs


_URI = re.compile(r"[a-z][a-z0-9+.-]+://")


class Folder:
    """A folder that driver and executors see under the same name."""

    def __init__(self, uri: str):
        self.uri = absolute(str(uri)).rstrip("/") or "/"
        self.files, self.root = open_uri(self.uri)
        self.local = isinstance(self.files, fs.LocalFileSystem)

    def __reduce__(self):
        return Folder, (self.uri,)

    def path(self, name: str) -> str:
        """The path of a file in it, as its file system knows it."""
        return f"{self.root.rstrip('/')}/{name}"

    def exists(self, name: str) -> bool:
        """Whether there is a file or folder of that name."""
        return self.files.get_file_info(self.path(name)).type != fs.FileType.NotFound

    def names(self, name: str) -> list[str]:
        """The names of the files right in a folder of it, in order."""
        selector = fs.FileSelector(self.path(name), allow_not_found=True)
        found = self.files.get_file_info(selector)
        return sorted(info.base_name for info in found if info.type == fs.FileType.File)

    def folders(self, name: str) -> list[str]:
        """The names of the folders right in a folder of it, in order."""
        selector = fs.FileSelector(self.path(name), allow_not_found=True)
        found = self.files.get_file_info(selector)
        return sorted(info.base_name for info in found if info.type == fs.FileType.Directory)

    def read(self, name: str) -> bytes:
        """A small file."""
        with self.files.open_input_stream(self.path(name)) as stream:
            return stream.read()

    def create(self, name: str) -> pa.NativeFile:
        """Opens a new file, with the folders it lies in."""
        path = self.path(name)
        self.files.create_dir(path.rpartition("/")[0], recursive=True)
        return self.files.open_output_stream(path)

    def settle(self, name: str) -> None:
        """Has a closed file on the disk. Other file systems than a local one do that by themselves."""
        if self.local:
            with open(self.path(name), "rb") as file:
                os.fsync(file.fileno())

    def move(self, name: str, to: str) -> None:
        """Moves a file, over one that may be there."""
        path = self.path(to)
        self.files.create_dir(path.rpartition("/")[0], recursive=True)
        if self.local:
            os.replace(self.path(name), path)
        else:
            self.files.move(self.path(name), path)

    def put_if_absent(self, name: str, content: bytes) -> None:
        """Writes a small file whole, and raises ``FileExistsError`` where there is one of that name.

        On a local disk this is one step of the file system. Elsewhere Arrow offers none: two that
        write the same name in the same moment are not told apart there.
        """
        if self.exists(name):
            raise FileExistsError(self.path(name))
        draft = f"{name}.{uuid.uuid4().hex}.draft"
        with self.create(draft) as stream:
            stream.write(content)
        self.settle(draft)
        if not self.local:
            self.files.move(self.path(draft), self.path(name))
            return
        try:
            os.link(self.path(draft), self.path(name))
        finally:
            os.unlink(self.path(draft))
        folder = os.open(os.path.dirname(self.path(name)), os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def remove(self, name: str) -> None:
        """Removes a folder with all that is in it, if it is there."""
        if self.exists(name):
            self.files.delete_dir(self.path(name))


def absolute(uri: str) -> str:
    """A path that means the same on every machine; a URI as it is."""
    return uri if _URI.match(uri) else str(Path(uri).absolute())


def open_uri(uri: str) -> tuple[fs.FileSystem, str]:
    """The file system of a path or URI, and the path on it."""
    if _URI.match(uri):
        return fs.FileSystem.from_uri(uri)
    return fs.LocalFileSystem(), str(Path(uri).absolute())


def found(uri: str) -> list[fs.FileInfo]:
    """A file, or all files below a folder but hidden ones, in order of their paths.

    Raises ``FileNotFoundError`` where there is neither.
    """
    files, path = open_uri(uri)
    info = files.get_file_info(path)
    if info.type == fs.FileType.NotFound:
        raise FileNotFoundError(f"{uri}: there is no such file or folder; hint: check the path")
    if info.type == fs.FileType.File:
        return [info]
    below = files.get_file_info(fs.FileSelector(path, recursive=True))
    hidden = re.compile(r"(^|/)[._]")
    return sorted(
        (
            info
            for info in below
            if info.type == fs.FileType.File and not hidden.search(info.path[len(path) :])
        ),
        key=lambda info: info.path,
    )
