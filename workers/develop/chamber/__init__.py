"""The chamber: where strangers' bytes are parsed, so that a bad file costs itself and nothing else.

    pool child ──stdin/stdout──▶ helper ──fork, pipes──▶ child
    (Celery)                     clean, single-threaded   memory cap, deadline, at most 64 jobs,
                                 no credentials           thrown away after any failure

The kernel ends the helper with its parent and the child with the helper. Errors a caller meets:

    Refusal             the file is at fault; trying again changes nothing (pipelines.refusal)
    ChamberCrash        the child died over the file: count it, and refuse at the third
    ChamberFailure      the file is not at fault (disk full, no process to be had): try again; an OSError
"""

from workers.develop.chamber.host import Chamber, ChamberCrash, ChamberFailure

__all__ = ["Chamber", "ChamberCrash", "ChamberFailure"]
