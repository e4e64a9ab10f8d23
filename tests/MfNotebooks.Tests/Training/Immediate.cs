namespace MfNotebooks.Tests.Training;

/// <summary><see cref="Progress{T}"/> reports on another thread; a test wants to see each report as it comes.</summary>
internal sealed class Immediate<T>(Action<T> action) : IProgress<T>
{
    public void Report(T value) => action(value);
}
