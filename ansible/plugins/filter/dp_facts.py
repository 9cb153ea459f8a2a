"""What a node's facts say about its private network, and Kubernetes of its nodes."""

from ansible.errors import AnsibleFilterError


def dp_interface_of(facts, address):
    """The interface that has the IPv4 address."""
    for name in facts.get("interfaces", []):
        found = facts.get(name.replace("-", "_"), {})
        for entry in [found.get("ipv4") or {}, *(found.get("ipv4_secondaries") or [])]:
            if entry.get("address") == address:
                return name
    raise AnsibleFilterError(f"no interface has the private address {address}; attach the server to the private network first")


def dp_conditions(node):
    """The conditions of a Kubernetes object that are true."""
    return [entry["type"] for entry in node.get("status", {}).get("conditions", []) if entry.get("status") == "True"]


def dp_taints(taints):
    """A node's taints as kubectl writes them."""
    return [f"{taint['key']}={taint.get('value', '')}:{taint['effect']}" for taint in taints]


def dp_addresses(node, kind):
    """The addresses of a kind (InternalIP, ...) that a node has."""
    return [entry["address"] for entry in node.get("status", {}).get("addresses", []) if entry["type"] == kind]


def dp_with_hosts(entry, groups):
    """The entry once for each host of the group it names."""
    return [[entry, host] for host in groups.get(entry["group"], [])]


class FilterModule:
    def filters(self):
        return {"dp_interface_of": dp_interface_of, "dp_conditions": dp_conditions, "dp_taints": dp_taints, "dp_addresses": dp_addresses,
                "dp_with_hosts": dp_with_hosts}
