#!/usr/bin/env bash
# Runs a command on two ranks, each in a network namespace of its own, with so much between them and no more.
#
#   netns.sh RATE COMMAND…      RATE as tc takes it, such as 1gbit; needs root, iproute2 and Open MPI
set -euo pipefail

rate=$1
shift
folder=$(mktemp -d)
left=ffl$$ right=ffr$$

clean() {
  ip netns del "$left" 2> /dev/null || true
  ip netns del "$right" 2> /dev/null || true
  rm -rf "$folder"
}
trap clean EXIT

for name in "$left" "$right"; do ip netns add "$name"; done
ip link add "v$left" netns "$left" type veth peer name "v$right" netns "$right"
number=1
for name in "$left" "$right"; do
  ip -n "$name" addr add "10.213.7.$number/24" dev "v$name"
  ip -n "$name" link set lo up
  ip -n "$name" link set "v$name" up
  # There is no netem everywhere; a bucket of tokens limits what goes out.
  ip netns exec "$name" tc qdisc add dev "v$name" root tbf rate "$rate" burst 256kb latency 100ms
  number=$((number + 1))
done

# What mpirun calls in place of ssh: the first word is a host.
cat > "$folder/agent" <<AGENT
#!/bin/sh
shift
exec ip netns exec $right sh -c "\$*"
AGENT
chmod +x "$folder/agent"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ip netns exec "$left" mpirun --bind-to none --mca plm_rsh_agent "$folder/agent" --mca btl tcp,self \
  --mca btl_tcp_if_include 10.213.7.0/24 --mca oob_tcp_if_include 10.213.7.0/24 \
  --host 10.213.7.1:1,10.213.7.2:1 -n 2 "$@"
