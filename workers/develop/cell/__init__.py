"""The cell: what the kernel still lets a process do once it has locked itself in (Linux, x86-64 and aarch64).

    kernel         the few calls that Python lacks, and what this kernel has: Landlock, seccomp
    landlock       no file is reached but by a rule; no TCP port, no abstract socket and no process outside
    system_calls   the numbers of the calls that the chamber needs, by architecture
    seccomp        every other call fails with EPERM
    confinement    both together, for the chamber's helper and for its child

Nothing here parses anything, and nothing is imported but the standard library.
"""
