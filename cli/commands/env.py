"""`./bildstelle env`: the running stack's variables, for other programs."""

from __future__ import annotations

import json
import shlex

from cli.support.connection import read_environment
from cli.support.options import AsJson, Data


def env(data: Data = None, as_json: AsJson = False) -> None:
    """Print the running stack's endpoints, buckets and keys: eval "$(./bildstelle env)", then aws s3 ls."""
    variables = read_environment(data)
    variables |= {
        "AWS_ACCESS_KEY_ID": variables["BILDSTELLE_S3_ACCESS_KEY"],
        "AWS_SECRET_ACCESS_KEY": variables["BILDSTELLE_S3_SECRET_KEY"],
        "AWS_ENDPOINT_URL": variables["BILDSTELLE_S3_ENDPOINT"],
        "AWS_REGION": variables["BILDSTELLE_S3_REGION"],
        "AWS_DEFAULT_REGION": variables["BILDSTELLE_S3_REGION"],
    }
    if as_json:
        print(json.dumps(variables, indent=2))
    else:
        print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in sorted(variables.items())))
