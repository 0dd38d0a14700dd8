"""The chamber: where strangers' bytes are parsed, so that a bad file does no harm to others.

    pool child ──socket: job, descriptors──▶ helper ──fork, socket──▶ child
    (Celery)   ◀──pipe: answer────────────── single-threaded  ◀─pipe── memory cap, deadline, at most 32 photos,
                                             no credentials            thrown away after any failure

    host              starts the helper, sends it jobs, believes no answer unread
    channel           a job's line and the descriptors that travel with it
    helper, child     the two processes, both locked in (`workers.develop.cell`)
    messages          what they say
    answers           what an answer must be before the host believes it
    rendition_files   memory that the child writes to and the host seals

The child opens no file: it is given the photo's descriptor to read and one for each rendition to write. The kernel ends
the helper with its parent and the child with the helper. Errors a caller meets:

    Refusal             the file is at fault; trying again changes nothing (pipelines.refusal)
    ChamberCrash        the child died over the file, or lied: the caller counts these and refuses the file at the third
    ChamberFailure      the file is not at fault (disk full, no process to be had): try again; an OSError
"""

from workers.develop.chamber.host import Chamber, ChamberCrash, ChamberFailure

__all__ = ["Chamber", "ChamberCrash", "ChamberFailure"]
