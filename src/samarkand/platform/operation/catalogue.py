"""The findings of operation: what can stand in the way of serving, of a backup, of a restore."""

from samarkand.book.catalogue_entry import Entry
from samarkand.platform.house.catalogue import finding_maker

ENTRIES = (
    Entry(
        "port_taken",
        "Another program listens on the port already.",
        "Name another with --port, or end that program.",
    ),
    Entry(
        "database_unreachable",
        "The database does not answer.",
        "Start it, or correct DATABASE_URL.",
    ),
    Entry(
        "server_silent",
        "The server was started and did not answer in time.",
        "Its own words are above; samarkand serve can be called again at any time.",
    ),
    Entry(
        "migrations_missing",
        "The tables of the database are of an older or a newer house.",
        "Call samarkand serve once with this version: it brings them up to date.",
    ),
    Entry(
        "worker_silent",
        "Nothing has worked in the background for a while: deadlines are not watched, clearings wait.",
        "Start samarkand worker, or look in its log for why it ended.",
    ),
    Entry(
        "disk_low",
        "Little or nothing is free where the house keeps its files: soon nothing can be written.",
        "Make room there; the house writes again by itself. What is there can be read meanwhile.",
    ),
    Entry(
        "files_open",
        "Other users of the machine may read or change the database, a key, or the folder they lie in.",
        "Take that from them (`chmod -R go= FOLDER`), or start the house as the user the files belong to.",
    ),
    Entry(
        "seals_broken",
        "Second factors or secrets of webhooks were sealed with a secret key that is not known here.",
        "Add that key to SAMARKAND_OLD_SECRET_KEYS. Where it is lost for good: samarkand reseal --forget.",
    ),
    Entry(
        "ledger_false",
        "The last proof of the ledger found faults.",
        "`samarkand ledger verify` lists them; stop posting until it is known what changed the tables.",
    ),
    Entry(
        "house_in_use",
        "Programs of the house use the database that would be replaced.",
        "Stop samarkand serve and samarkand worker first.",
    ),
    Entry(
        "house_served",
        "samarkand serve is running this house already, at another port or in another window.",
        "Use that one, or stop it first. Another house has another folder: SAMARKAND_HOME.",
    ),
    Entry(
        "folder_unfit",
        "The folder of the house, or of its database, cannot be written to.",
        "Name a folder that this user may write to with SAMARKAND_HOME, or keep the database elsewhere "
        "(DATABASE_URL) and the key too (SAMARKAND_SECRET_KEY).",
    ),
    Entry(
        "setting_wrong",
        "A variable of the environment is not what it must be.",
        "Correct it: every setting is in docs/reference/settings.md.",
    ),
    Entry(
        "file_exists",
        "A file of that name is there, and backups never write over anything.",
        "Name a new file.",
    ),
    Entry(
        "file_unwritable",
        "The file cannot be written.",
        "Make room, or name a place that can be written to. Nothing was left behind.",
    ),
    Entry(
        "backup_unreadable",
        "The file is no backup, or it is damaged.",
        "Take another copy of it, or an earlier backup. Nothing was changed.",
    ),
    Entry(
        "backup_newer",
        "The backup was made by a newer version of the house, with tables this one does not know.",
        "Install that version or a later one, then restore. Nothing was changed.",
    ),
    Entry(
        "backup_not_proven",
        "The ledger of the backup does not prove true.",
        "Take an earlier backup, and find out how this one was changed. Nothing was changed.",
    ),
    Entry(
        "house_not_empty",
        "The example can only be loaded into an empty house.",
        "Name a new folder with SAMARKAND_HOME, or an empty database with DATABASE_URL.",
    ),
    Entry(
        "no_such_party",
        "A person is invited to act for a party that the house does not know.",
        "Write its code as the register has it, or register it first.",
    ),
    Entry(
        "no_such_person",
        "A token is for an address at which nobody has joined.",
        "Write the address as the invitation had it; the person joins first, by its link.",
    ),
    Entry(
        "membership_unclear",
        "A token is for somebody with several roles, or with none such as named.",
        "Name one of the roles with --role, and its party with --party.",
    ),
    Entry(
        "example_missing",
        "The example book is not here: it comes with the source, not with the package.",
        "Call the command in a copy of the repository.",
    ),
)

finding = finding_maker(ENTRIES)
