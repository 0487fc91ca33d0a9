"""Coverage-guided fuzzing of one parser: `python -m tests.fuzz.drive PARSER [libFuzzer's options] [FOLDER ...]`.

Anything but a refusal by name is a finding; the input that shows it is left as `crash-…` in the folder of work.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["clinic_app"]):
    from tests.fuzz.parsers import PARSERS


def main() -> None:
    """Run until libFuzzer's limits."""
    parser = PARSERS[sys.argv.pop(1)]

    def one_input(data: bytes) -> None:
        parser.refuses(data)

    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
