using MfNotebooks.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(TorchFixture))]

namespace MfNotebooks.Tests;

/// <summary>
/// Loads native torch before the first test, as <c>Workbook.Start()</c> does in a notebook: whoever touches
/// <c>torch</c> earlier starts TorchSharp's own loader.
/// </summary>
public sealed class TorchFixture
{
    public TorchFixture() => TorchBackend.Load();
}
