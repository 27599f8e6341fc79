"""What a processor is called: virtual machines say little more than its maker."""
import pathlib
import re

# Maker, family, models, what the family is called.
KNOWN = [
    ("GenuineIntel", 6, {85}, "Skylake, Cascade Lake or Cooper Lake"),
    ("GenuineIntel", 6, {106, 108}, "Ice Lake"),
    ("GenuineIntel", 6, {143}, "Sapphire Rapids"),
    ("GenuineIntel", 6, {207}, "Emerald Rapids"),
    ("GenuineIntel", 6, {173, 174}, "Granite Rapids"),
    ("AuthenticAMD", 23, range(0, 256), "Zen or Zen 2"),
    ("AuthenticAMD", 25, {*range(16, 32), *range(96, 176)}, "Zen 4"),
    ("AuthenticAMD", 25, range(0, 256), "Zen 3"),
    ("AuthenticAMD", 26, {*range(0, 80), *range(96, 128)}, "Zen 5"),
]


def described(name, info=None):
    """The name with family and model, which /proc/cpuinfo says on x86; elsewhere the name alone."""
    if info is None:
        path = pathlib.Path("/proc/cpuinfo")
        info = path.read_text() if path.exists() else ""
    name = re.sub(r"\((R|TM)\)", "", name)
    fields = dict(re.findall(r"^(vendor_id|cpu family|model)\s*: (.*)$", info, re.MULTILINE))
    if len(fields) < 3:
        return name
    maker, family, model = fields["vendor_id"], int(fields["cpu family"]), int(fields["model"])
    known = [f"{called}, " for m, f, models, called in KNOWN if (m, f) == (maker, family) and model in models]
    return f"{name} ({''.join(known[:1])}family {family} model {model})"
