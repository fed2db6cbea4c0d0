"""What the Commission's classification codes mean in the directory's words (organisations/vocabularies.py)."""

THEMES = {
    102: ["education"],
    103: ["health"],
    104: ["disability"],
    107: ["housing"],
    108: ["faith"],
    109: ["arts"],
    110: ["sport"],
    111: ["animals"],
    112: ["environment"],
    113: ["work-and-skills"],
    114: ["safety"],
    302: ["funding"],
    305: ["community-places"],
    307: ["advice"],
}
BENEFICIARIES = {
    105: ["low-income"],
    201: ["children", "young-people"],
    202: ["older-people"],
    203: ["disabled-people"],
    205: ["groups"],
    207: ["everyone"],
}
