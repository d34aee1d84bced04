"""The real studio, except that the segments named in the file $FAULTS (one number a line) fail while they are rendered;
and while it has the word `hold` in it, all segments but the first wait before they are analysed.

Run like `python -m audio_backend`. For tests that must see a failure: everything else is the real pipeline.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from audio_backend.errors import EngineFailed  # noqa: E402


def open_worker(folders: Any) -> Any:
    """What a child runs."""
    from audio_backend.models.tasks import Analyse, Render
    from audio_backend.pipeline.worker_entry import Worker

    class Faulty(Worker):
        def work(self, task: Any, report: Any) -> Any:
            faults = Path(os.environ["FAULTS"])
            while isinstance(task, Analyse) and task.index > 0 and faults.exists() and "hold" in faults.read_text():
                report("isolate", 0.0)  # so that it can be cancelled
                time.sleep(0.05)
            if isinstance(task, Render) and faults.exists() and str(task.index) in faults.read_text().split():
                remedy = "Retry it, or keep the original there."
                raise EngineFailed("The voice engine gave up on this segment.", remedy=remedy)
            return super().work(task, report)

    return Faulty(folders)


def main() -> None:
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    from audio_backend import cli, studio

    studio.ENTRY = "faulty_studio:open_worker"
    cli.main()


if __name__ == "__main__":
    main()
