"""The currencies that companies may read their money in, each with its coins (ISO 4217)."""

from dataclasses import dataclass
from decimal import Decimal

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Currency:
    """`digits` are the decimals of its smallest coin. A `symbol` is no other currency's here:
    where several share one ("kr"), there is none, and the code is written."""

    code: str
    name: str
    digits: int = 2
    symbol: str = ""

    @property
    def coin(self) -> Decimal:
        """The smallest one, in units of the currency."""
        return Decimal(1).scaleb(-self.digits)

    @property
    def mark(self) -> str:
        """What stands before an amount."""
        return self.symbol or self.code + NO_BREAK_SPACE


USD = Currency("USD", "US dollar", symbol="$")

# No code is ever taken out: reports that were kept are written in it.
_ALL = (
    USD,
    Currency("EUR", "euro", symbol="€"),
    Currency("GBP", "pound sterling", symbol="£"),
    Currency("AED", "UAE dirham"),
    Currency("ARS", "Argentine peso"),
    Currency("AUD", "Australian dollar", symbol="A$"),
    Currency("BDT", "Bangladeshi taka"),
    Currency("BHD", "Bahraini dinar", 3),
    Currency("BRL", "Brazilian real", symbol="R$"),
    Currency("CAD", "Canadian dollar", symbol="CA$"),
    Currency("CHF", "Swiss franc"),
    Currency("CLP", "Chilean peso", 0),
    Currency("CNY", "Chinese yuan", symbol="CN¥"),
    Currency("COP", "Colombian peso"),
    Currency("CZK", "Czech koruna"),
    Currency("DKK", "Danish krone"),
    Currency("EGP", "Egyptian pound"),
    Currency("HKD", "Hong Kong dollar", symbol="HK$"),
    Currency("HUF", "Hungarian forint"),
    Currency("IDR", "Indonesian rupiah"),
    Currency("ILS", "Israeli new shekel", symbol="₪"),
    Currency("INR", "Indian rupee", symbol="₹"),
    Currency("ISK", "Icelandic króna", 0),
    Currency("JOD", "Jordanian dinar", 3),
    Currency("JPY", "Japanese yen", 0, "¥"),
    Currency("KES", "Kenyan shilling"),
    Currency("KRW", "South Korean won", 0, "₩"),
    Currency("KWD", "Kuwaiti dinar", 3),
    Currency("LKR", "Sri Lankan rupee"),
    Currency("MAD", "Moroccan dirham"),
    Currency("MXN", "Mexican peso", symbol="MX$"),
    Currency("MYR", "Malaysian ringgit"),
    Currency("NGN", "Nigerian naira", symbol="₦"),
    Currency("NOK", "Norwegian krone"),
    Currency("NZD", "New Zealand dollar", symbol="NZ$"),
    Currency("OMR", "Omani rial", 3),
    Currency("PEN", "Peruvian sol"),
    Currency("PHP", "Philippine peso", symbol="₱"),
    Currency("PKR", "Pakistani rupee"),
    Currency("PLN", "Polish złoty"),
    Currency("PYG", "Paraguayan guaraní", 0),
    Currency("QAR", "Qatari riyal"),
    Currency("RON", "Romanian leu"),
    Currency("SAR", "Saudi riyal"),
    Currency("SEK", "Swedish krona"),
    Currency("SGD", "Singapore dollar"),
    Currency("THB", "Thai baht", symbol="฿"),
    Currency("TND", "Tunisian dinar", 3),
    Currency("TRY", "Turkish lira", symbol="₺"),
    Currency("TWD", "New Taiwan dollar", symbol="NT$"),
    Currency("UAH", "Ukrainian hryvnia", symbol="₴"),
    Currency("UGX", "Ugandan shilling", 0),
    Currency("VND", "Vietnamese dong", 0, "₫"),
    Currency("XAF", "Central African CFA franc", 0),
    Currency("XOF", "West African CFA franc", 0),
    Currency("ZAR", "South African rand"),
)
CURRENCIES = {each.code: each for each in _ALL}
