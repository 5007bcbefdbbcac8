"""The 35 states of the Americas, and partner countries outside: what is fixed about them.

The relation with the OAS is a field that the secretariat edits; it is not written here.

Names follow the United Nations' short forms in the four languages of the portal.
"""

from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subregion(models.TextChoices):
    NORTH_AMERICA = "north-america", _("North America")
    CENTRAL_AMERICA = "central-america", _("Central America")
    CARIBBEAN = "caribbean", _("Caribbean")
    SOUTH_AMERICA = "south-america", _("South America")
    OUTSIDE = "outside", _("Outside the Americas")


class Grouping(models.TextChoices):
    CARICOM = "CARICOM", _("Caribbean Community (CARICOM)")
    SICA = "SICA", _("Central American Integration System (SICA)")
    CAN = "CAN", _("Andean Community (CAN)")
    MERCOSUR = "MERCOSUR", _("Southern Common Market (MERCOSUR)")
    OECS = "OECS", _("Organisation of Eastern Caribbean States (OECS)")


class OASStatus(models.TextChoices):
    MEMBER = "member", _("Member State of the OAS")
    WITHDRAWN = "withdrawn", _("Withdrew from the OAS")
    NOT_PARTICIPATING = "not-participating", _("Does not take part in the OAS at present")
    DISPUTED = "disputed", _("Relation with the OAS is viewed differently by the parties")
    OBSERVER = "observer", _("Permanent observer to the OAS")
    OTHER = "other", _("Other")


class FactKind(models.TextChoices):
    POPULATION = "population", _("Population")
    INCOME = "income", _("Income group (World Bank)")
    ISLAND = "island", _("Small island developing state (United Nations)")


class IncomeGroup(models.TextChoices):
    LOW = "low", _("Low income")
    LOWER_MIDDLE = "lower-middle", _("Lower middle income")
    UPPER_MIDDLE = "upper-middle", _("Upper middle income")
    HIGH = "high", _("High income")


class Island(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")


class State(NamedTuple):
    iso2: str
    en: str
    es: str
    pt: str
    fr: str
    subregion: str
    groupings: str
    languages: str


N, M, C, S, OUTSIDE = Subregion.values
STATES = tuple(
    State(*row.split("|"))
    for row in f"""\
AG|Antigua and Barbuda|Antigua y Barbuda|Antígua e Barbuda|Antigua-et-Barbuda|{C}|CARICOM OECS|en
AR|Argentina|Argentina|Argentina|Argentine|{S}|MERCOSUR|es
BS|Bahamas|Bahamas|Bahamas|Bahamas|{C}|CARICOM|en
BB|Barbados|Barbados|Barbados|Barbade|{C}|CARICOM|en
BZ|Belize|Belice|Belize|Belize|{M}|CARICOM SICA|en
BO|Bolivia|Bolivia|Bolívia|Bolivie|{S}|CAN MERCOSUR|es
BR|Brazil|Brasil|Brasil|Brésil|{S}|MERCOSUR|pt
CA|Canada|Canadá|Canadá|Canada|{N}||en fr
CL|Chile|Chile|Chile|Chili|{S}||es
CO|Colombia|Colombia|Colômbia|Colombie|{S}|CAN|es
CR|Costa Rica|Costa Rica|Costa Rica|Costa Rica|{M}|SICA|es
CU|Cuba|Cuba|Cuba|Cuba|{C}||es
DM|Dominica|Dominica|Dominica|Dominique|{C}|CARICOM OECS|en
DO|Dominican Republic|República Dominicana|República Dominicana|République dominicaine|{C}|SICA|es
EC|Ecuador|Ecuador|Equador|Équateur|{S}|CAN|es
SV|El Salvador|El Salvador|El Salvador|El Salvador|{M}|SICA|es
GD|Grenada|Granada|Granada|Grenade|{C}|CARICOM OECS|en
GT|Guatemala|Guatemala|Guatemala|Guatemala|{M}|SICA|es
GY|Guyana|Guyana|Guiana|Guyana|{S}|CARICOM|en
HT|Haiti|Haití|Haiti|Haïti|{C}|CARICOM|fr ht
HN|Honduras|Honduras|Honduras|Honduras|{M}|SICA|es
JM|Jamaica|Jamaica|Jamaica|Jamaïque|{C}|CARICOM|en
MX|Mexico|México|México|Mexique|{N}||es
NI|Nicaragua|Nicaragua|Nicarágua|Nicaragua|{M}|SICA|es
PA|Panama|Panamá|Panamá|Panama|{M}|SICA|es
PY|Paraguay|Paraguay|Paraguai|Paraguay|{S}|MERCOSUR|es gn
PE|Peru|Perú|Peru|Pérou|{S}|CAN|es
KN|Saint Kitts and Nevis|San Cristóbal y Nieves|São Cristóvão e Névis|Saint-Kitts-et-Nevis|{C}|CARICOM OECS|en
LC|Saint Lucia|Santa Lucía|Santa Lúcia|Sainte-Lucie|{C}|CARICOM OECS|en
VC|Saint Vincent and the Grenadines|San Vicente y las Granadinas|São Vicente e Granadinas|Saint-Vincent-et-les-Grenadines|{C}|CARICOM OECS|en
SR|Suriname|Suriname|Suriname|Suriname|{S}|CARICOM|nl
TT|Trinidad and Tobago|Trinidad y Tobago|Trinidad e Tobago|Trinité-et-Tobago|{C}|CARICOM|en
US|United States of America|Estados Unidos de América|Estados Unidos da América|États-Unis d’Amérique|{N}||en
UY|Uruguay|Uruguay|Uruguai|Uruguay|{S}|MERCOSUR|es
VE|Venezuela|Venezuela|Venezuela|Venezuela|{S}|MERCOSUR|es
DE|Germany|Alemania|Alemanha|Allemagne|{OUTSIDE}||de
ES|Spain|España|Espanha|Espagne|{OUTSIDE}||es
JP|Japan|Japón|Japão|Japon|{OUTSIDE}||ja
""".splitlines()
)
