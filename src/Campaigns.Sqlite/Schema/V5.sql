-- An address of nothing but white space was none. The others are brought into their one form by OneFormOfAddresses, which SQL cannot do.
DELETE FROM addresses WHERE trim(address) = '';
