"""The chamber: where strangers' bytes are parsed, so that a bad file does no harm to others.

    pool child ──stdin/stdout──▶ helper ──fork, pipes──▶ child
    (Celery)                     clean, single-threaded   memory cap, deadline, at most 32 photos,
                                 no credentials           thrown away after any failure

The kernel ends the helper with its parent and the child with the helper. Errors a caller meets:

    Refusal             the file is at fault; trying again changes nothing (pipelines.refusal)
    ChamberCrash        the child died over the file: the caller counts these and refuses the file at the third
    ChamberFailure      the file is not at fault (disk full, no process to be had): try again; an OSError
"""

from workers.develop.chamber.host import Chamber, ChamberCrash, ChamberFailure

__all__ = ["Chamber", "ChamberCrash", "ChamberFailure"]
