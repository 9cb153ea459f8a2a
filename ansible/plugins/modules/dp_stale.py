#!/usr/bin/python
"""Tells whether a service has to be started again, from what is there and not from what this run did."""

DOCUMENTATION = r"""
module: dp_stale
short_description: Says changed when a service does not run with its files as they are
description:
  - Changed when the service does not run, or when one of its files was written after it had started. A task that notifies a handler
    by this converges also when an earlier run ended between the writing of a file and the handler.
  - It changes nothing itself.
options:
  service: {description: The unit's name, type: str, required: true}
  files: {description: What the service reads when it starts. A file that is not there does not count., type: list, elements: path, required: true}
"""

import os
import time

from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(
        argument_spec={"service": {"type": "str", "required": True}, "files": {"type": "list", "elements": "path", "required": True}},
        supports_check_mode=True,
    )
    unit = module.params["service"]
    code, out, err = module.run_command(["systemctl", "show", unit, "--property=ActiveState,ExecMainStartTimestampMonotonic,UnitFileState,LoadState"])
    if code:
        module.fail_json(msg=f"tried to look at {unit} but failed because systemctl says: {err.strip()}")
    state = dict(line.split("=", 1) for line in out.splitlines() if "=" in line)
    if state.get("LoadState") == "not-found" or state.get("ActiveState") != "active":
        module.exit_json(changed=True, reason=f"{unit} does not run")
    if state.get("UnitFileState") == "disabled":
        module.exit_json(changed=True, reason=f"{unit} would not start at boot")
    started = int(state.get("ExecMainStartTimestampMonotonic") or 0) / 1e6 + time.time() - time.monotonic()
    newer = [path for path in module.params["files"] if os.path.exists(path) and os.stat(path).st_mtime > started]
    module.exit_json(changed=bool(newer), reason=f"newer than {unit}: {', '.join(newer)}" if newer else "")


if __name__ == "__main__":
    main()
