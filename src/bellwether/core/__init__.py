"""The ground floor: codes, school time, the register, measures, policy. Pure: no database, network or clock."""
