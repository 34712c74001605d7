"""What keeps the house from standing on this machine, in one sentence a person can act on.

Standard library only: the set-up runs this before anything is installed.
"""


class HouseError(Exception):
    """Something this machine lacks. `problem` says what, `mend` the command or step that mends it."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(f"{problem}; to mend it: {mend}")
        self.problem = problem
        self.mend = mend


# What the tools print, to what a person would call it. The first row that fits wins.
_SYMPTOMS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("no space left", "enospc", "disk quota", "os error 28"),
        "the disk is full",
        "free about 2 GB and run the same command again",
    ),
    (
        ("do not match the hashes", "hash mismatch", "hashes are required", "eintegrity"),
        "a download does not have the hash it was locked with",
        "run the same command again, and if it stays so, do not use the file: report it",
    ),
    (
        ("certificate", "unable_to_get_issuer", "self_signed", "ssl"),
        "the registry's certificate is not trusted here",
        "export SSL_CERT_FILE=/path/to/your/certificates.pem and run the same command again",
    ),
    (
        (
            "connection", "connect error", "name resolution", "dns", "network", "timed out",
            "enotfound", "eai_again", "etimedout", "econnrefused", "econnreset", "unreachable",
            "error sending request", "failed to fetch", "proxy", "name or service",
        ),
        "the package registry cannot be reached",
        "connect to the network (or set HTTPS_PROXY) and run the same command again",
    ),
    (
        ("no matching distribution", "no solution found", "no wheels", "etarget", "e404"),
        "a locked package has no build for this machine or is gone from the registry",
        "use Python 3.11 to 3.14 on 64-bit Linux or an Apple-silicon Mac",
    ),
    (
        ("permission denied", "eacces", "read-only file system"),
        "a folder cannot be written",
        "clone the repository into a folder of your own and run it there",
    ),
)  # fmt: skip


def diagnose(what: str, output: str) -> HouseError:
    """Turn a failed tool's output into one sentence about `what`."""
    text = output.lower()
    for signs, problem, mend in _SYMPTOMS:
        if any(sign in text for sign in signs):
            return HouseError(f"{what}: {problem}", mend)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    last = lines[-1] if lines else "it said nothing"
    return HouseError(f"{what} failed ({last})", "run the same command again")
