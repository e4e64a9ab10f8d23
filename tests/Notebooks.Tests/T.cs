namespace T; public class X { [Xunit.Fact] public void A_b() { Xunit.Assert.True(true); } }
