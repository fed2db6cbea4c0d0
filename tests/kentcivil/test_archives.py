"""Files of others are opened within limits, and what cannot be read is said in a sentence."""

import zipfile

import pytest

from kentcivil.archives import MEBIBYTE, Limits, UnreadableFile, opened, text_lines

ONE_MEBIBYTE = Limits(most=MEBIBYTE)


def lines_of(path, limits=ONE_MEBIBYTE):
    with opened(path, limits) as members:
        return [line for member in members for line in text_lines(member.open(), member.name)]


def test_a_plain_file_is_its_own_member(tmp_path):
    (tmp_path / "plain.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo")
    assert lines_of(tmp_path / "plain.txt") == ["one\r", "two"]


def test_a_file_above_the_limit_is_stopped(tmp_path):
    (tmp_path / "long.txt").write_bytes(b"line\n" * MEBIBYTE)
    with pytest.raises(UnreadableFile, match="more than 1 MB"):
        lines_of(tmp_path / "long.txt")


def test_text_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "latin.txt").write_bytes("one\ncaf\u00e9\n".encode("latin-1"))
    with pytest.raises(UnreadableFile, match="latin.txt, line 2: the text is not in UTF-8"):
        lines_of(tmp_path / "latin.txt")
    (tmp_path / "long.txt").write_bytes(b"one line of many\n" * 100_000 + "caf\u00e9\n".encode("latin-1"))
    with pytest.raises(UnreadableFile, match="long.txt, line 100,001: the text is not in UTF-8"):
        lines_of(tmp_path / "long.txt", Limits(most=2 * MEBIBYTE))


def test_a_zip_of_folders_and_a_zip_of_thousands_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "folders.zip", "w") as archive:
        archive.writestr("Data/", "")
    with pytest.raises(UnreadableFile, match="no file in it"):
        lines_of(tmp_path / "folders.zip")
    with zipfile.ZipFile(tmp_path / "thousands.zip", "w") as archive:
        for number in range(2001):
            archive.writestr(str(number), "")
    with pytest.raises(UnreadableFile, match="2,001 files"):
        lines_of(tmp_path / "thousands.zip")


def test_a_zip_with_a_password_is_refused(tmp_path):
    path = tmp_path / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "secret")
    raw = bytearray(path.read_bytes())
    raw[6] |= 1  # the flag in the entry's own header
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match="password"):
        lines_of(path)


def test_a_zip_packed_in_an_unknown_way_is_refused(tmp_path):
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "text")
    raw = bytearray(path.read_bytes())
    raw[8] = raw[raw.index(b"PK\x01\x02") + 10] = 97
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match="damaged"):
        lines_of(path)
