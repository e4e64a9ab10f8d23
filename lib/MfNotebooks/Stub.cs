namespace MfNotebooks;
/// <summary>x</summary>
public static class Stub { }
