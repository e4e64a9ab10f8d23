using System.Security.Cryptography;
using System.Text;

namespace MfNotebooks.Runner.Pages;

/// <summary>One process at a time in a folder, by a mutex of the system that is named after it.</summary>
internal sealed class FolderTurn : IDisposable
{
    private readonly Mutex mutex;

    private FolderTurn(Mutex mutex) => this.mutex = mutex;

    /// <summary>Waits until nobody else has the turn. Dispose it on the same thread.</summary>
    public static FolderTurn Take(string folder)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(folder))))[..32];
        var mutex = new Mutex(initiallyOwned: false, $"MfNotebooks-{name}", new NamedWaitHandleOptions { CurrentUserOnly = true, CurrentSessionOnly = false });
        try
        {
            mutex.WaitOne();
        }
        catch (AbandonedMutexException)
        {
            // Its owner was killed; what it wrote is whole all the same.
        }
        return new FolderTurn(mutex);
    }

    public void Dispose()
    {
        mutex.ReleaseMutex();
        mutex.Dispose();
    }
}
