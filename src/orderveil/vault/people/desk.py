"""The people's part of the vault, put together: which room serves which request."""

from __future__ import annotations

from typing import Any

from orderveil.store.database import Transaction
from orderveil.vault import contract_messages as c
from orderveil.vault import identity_messages as i
from orderveil.vault import people_messages as p
from orderveil.vault import record_messages as r
from orderveil.vault import role_messages as d
from orderveil.vault.grants import Who
from orderveil.vault.interior import Interior
from orderveil.vault.looks import Looks
from orderveil.vault.people.allowances import Allowances
from orderveil.vault.people.casebook import Casebook
from orderveil.vault.people.caselist import CaseList
from orderveil.vault.people.changing import Changing
from orderveil.vault.people.contracting import Contracting
from orderveil.vault.people.contractrows import ContractRows
from orderveil.vault.people.defining import Defining
from orderveil.vault.people.identities import Identities
from orderveil.vault.people.looking import Looking
from orderveil.vault.people.managing import Managing
from orderveil.vault.people.ownreveals import OwnReveals
from orderveil.vault.people.pages import OrderPages
from orderveil.vault.people.persons import Persons
from orderveil.vault.people.probing import Probing
from orderveil.vault.people.recordroom import RecordRoom
from orderveil.vault.people.revealing import Revealing
from orderveil.vault.people.rights import Rights
from orderveil.vault.people.roletexts import RoleTexts
from orderveil.vault.people.room import Room, Write
from orderveil.vault.people.sessions import Sessions
from orderveil.vault.people.signin import SignIn
from orderveil.vault.people.stations import Stations
from orderveil.vault.people.tracing import Tracing
from orderveil.vault.people.volumes import Volumes
from orderveil.vault.people.ways import Ways
from orderveil.vault.searching import Searches


class Desk:
    """Serves people."""

    def __init__(self, interior: Interior, looks: Looks, write: Write) -> None:
        persons = Persons(interior.keys, interior.codes)
        sessions = Sessions(interior.keys, persons, interior.codes)
        self._texts = RoleTexts(interior.keys, interior.codes)
        self.stations = Stations(interior.keys, interior.codes)
        self.room = Room(interior, persons, sessions, Rights(persons, self._texts), write)
        self.changing = Changing(self.room)
        self._managing = self.managing = Managing(self.room, self.changing)
        self._identities = Identities(self.room, interior.oidc, self.managing)
        self._sign_in = SignIn(self.room, self._identities, self.stations)
        self._defining = Defining(self.room, self.changing)
        self.contracting = Contracting(self.room, self.changing, ContractRows(self.room, looks.keys.rows))
        self._casebook = Casebook(self.room, looks.reader)
        searches = Searches(interior, looks)
        allowances = self.allowances = Allowances(self._casebook, Volumes(), interior)
        self._looking = Looking(self.room, looks.reader, searches, Probing())
        self._pages = OrderPages(self.room, looks.reader, self._looking, self._casebook, allowances)
        self._ways = Ways(self.room, looks.reader, self._looking, looks.modes)
        self._revealing = Revealing(self.room, looks.reader, self._looking, self._casebook, allowances)
        self._case_list = CaseList(self.room)
        self._own_reveals = OwnReveals(self.room, allowances)
        self._tracing = Tracing(self.room)
        self._record = RecordRoom(self.room)

    def close(self) -> None:
        """Let what runs beside the others end."""
        self._record.close()

    def load(self, tx: Transaction) -> None:
        """Read what memory holds."""
        self._texts.load(tx)
        self.room.persons.load(tx)
        self.room.sessions.load(tx, self.room.interior.clock.latest_ms())
        self.allowances.load(tx, self.room.interior.clock.latest_ms())

    def damage(self) -> str:
        """Return what health has to say of roles; empty: all is well."""
        tenants = self._texts.damaged()
        return (
            f"the roles of {', '.join(tenants)} do not open or cannot be read: nobody there may do anything "
            "until `orderveil people roles put`"
        ) if tenants else ""  # fmt: skip

    def who(self, token: str) -> Who | None:
        """Return who is behind a session's token."""
        return self._sign_in.who(token)

    def writes(self) -> dict[type, Any]:
        """Acts that write. Each is the last of its group: the next sees what it did."""
        return {
            p.AssignRoles: self._managing.assign,
            p.BeginSession: self._sign_in.begin,
            p.CloseCase: self._casebook.close,
            p.DecideChange: self.changing.decide,
            i.EndIdentity: self._identities.end,
            p.EndSessions: self._sign_in.end,
            p.InvitePerson: self._managing.invite,
            p.OpenCase: self._casebook.open,
            c.PutContract: self.contracting.propose,
            d.PutRoles: self._defining.propose,
            p.ReadInvitation: self._managing.read_invitation,
            p.RecordSignIn: self._sign_in.record_sign_in,
            p.RemovePerson: self._managing.remove,
            p.StepUp: self._sign_in.step_up,
        }

    def looks(self) -> dict[type, Any]:
        """Acts that look."""
        return {
            d.CheckRoles: self._defining.check,
            p.CheckSession: self._sign_in.check,
            p.ExplainRight: self._managing.explain,
            p.FindOrders: self._looking.find_orders,
            p.FindPerson: self._managing.find,
            p.ListCases: self._case_list.read,
            p.ListChanges: self.changing.every,
            p.ListOrders: self._looking.list_orders,
            p.ListPeople: self._managing.everybody,
            p.ListSessions: self._sign_in.list,
            i.MatchIdentity: self._identities.match,
            p.OpenForPerson: self._sign_in.open,
            p.OrderStory: self._pages.story,
            p.OrderWay: self._ways.read,
            p.ReadOrder: self._pages.read,
            c.ReadContractChange: self.contracting.read_change,
            c.ReadContracts: self.contracting.read,
            d.ReadRoleChange: self._defining.read_change,
            d.ReadRoles: self._defining.read,
            p.RevealField: self._revealing.reveal,
            p.SealForPerson: self._sign_in.seal,
            r.CheckRecord: self._record.check,
            r.DownloadRecord: self._record.download,
            r.ProveEntry: self._record.prove,
            r.ReadOwnReveals: self._own_reveals.read,
            r.ReadRecord: self._record.read,
            r.WhoSaw: self._tracing.who_saw,
        }
