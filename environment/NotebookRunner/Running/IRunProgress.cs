using MfNotebooks.Runner.Documents;

namespace MfNotebooks.Runner.Running;

/// <summary>Where a run tells how far it is.</summary>
internal interface IRunProgress
{
    void Started(Notebook notebook);

    void Restoring(Notebook notebook, string packages);

    void CellDone(Notebook notebook);

    void Finished(NotebookResult result);
}
