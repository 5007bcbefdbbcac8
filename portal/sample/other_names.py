"""What people call the international bodies and agencies of the sample, in the four languages.

Common knowledge, not of ``data/``: names and acronyms that are in use beside those given there.
"""

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "oas": ("OEA", "Organização dos Estados Americanos", "Organisation des États américains"),
    "eclac": (
        "CEPAL",
        "CEPALC",
        "Comissão Econômica para a América Latina e o Caribe",
        "Commission économique pour l’Amérique latine et les Caraïbes",
    ),
    "idb": ("BID", "IADB", "Banque interaméricaine de développement"),
    "world-bank": ("BM", "Banco Mundial", "Banque mondiale"),
    "unicef": (
        "Fondo de las Naciones Unidas para la Infancia",
        "Fundo das Nações Unidas para a Infância",
        "Fonds des Nations unies pour l’enfance",
    ),
    "wfp": (
        "PMA",
        "PAM",
        "Programa Mundial de Alimentos",
        "Programme alimentaire mondial",
    ),
    "fao": (
        "Organización de las Naciones Unidas para la Alimentación y la Agricultura",
        "Organização das Nações Unidas para a Alimentação e a Agricultura",
        "Organisation des Nations unies pour l’alimentation et l’agriculture",
    ),
    "undp": (
        "PNUD",
        "Programa das Nações Unidas para o Desenvolvimento",
        "Programme des Nations unies pour le développement",
    ),
    "ilo": (
        "OIT",
        "BIT",
        "Organización Internacional del Trabajo",
        "Organização Internacional do Trabalho",
        "Organisation internationale du Travail",
    ),
    "ipc-ig": ("Centro Internacional de Políticas para o Crescimento Inclusivo",),
    "segib": ("Secretaria-Geral Ibero-Americana", "Secrétariat général ibéro-américain"),
    "ciss": (
        "Conferência Interamericana de Seguridade Social",
        "Conférence interaméricaine de sécurité sociale",
    ),
    "sela": (
        "Sistema Econômico Latino-Americano e do Caribe",
        "Système économique latino-américain et caribéen",
    ),
    "caricom": (
        "Comunidad del Caribe",
        "Comunidade do Caribe",
        "Communauté caribéenne",
    ),
    "iica": (
        "Instituto Interamericano de Cooperação para a Agricultura",
        "Institut interaméricain de coopération pour l’agriculture",
    ),
    "giz": ("Cooperación alemana", "Cooperação alemã", "Coopération allemande"),
    "aecid": ("Cooperación Española", "Cooperação espanhola", "Coopération espagnole"),
    "jica": (
        "Agencia de Cooperación Internacional del Japón",
        "Agência de Cooperação Internacional do Japão",
        "Agence japonaise de coopération internationale",
    ),
}
